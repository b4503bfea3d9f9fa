from django.urls import path

from apps.accounts.views import own, people, second_factor, sessions, signing_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/code/", second_factor.ask, name="second_factor_ask"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("set-up/", signing_in.set_up, name="set_up"),
    path("password/", signing_in.password, name="password"),
    path("password/done/", signing_in.password_done, name="password_done"),
    path("password/reset/", signing_in.password_reset, name="password_reset"),
    path("password/reset/sent/", signing_in.password_reset_sent, name="password_reset_sent"),
    path("password/reset/done/", signing_in.password_reset_complete, name="password_reset_complete"),
    path(
        "password/reset/<uidb64>/<token>/", signing_in.password_reset_confirm, name="password_reset_confirm"
    ),
    path("language/", own.language, name="language"),
    path("theme/", own.theme, name="theme"),
    path("account/", own.account, name="account"),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/sessions/end/", sessions.sessions_end, name="sessions_end"),
    path("account/second-factor/", second_factor.own, name="second_factor"),
    path("account/second-factor/new/", second_factor.new, name="second_factor_new"),
    path("account/second-factor/codes/", second_factor.codes, name="second_factor_codes"),
    path("account/second-factor/remove/", second_factor.remove, name="second_factor_remove"),
    path("account/confirm/", sessions.confirm, name="confirm"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/new/", people.person_new, name="person_new"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/people/<int:pk>/link/", people.person_link, name="person_link"),
    path("settings/people/<int:pk>/second-factor/", second_factor.reset, name="second_factor_reset"),
    path("settings/people/<int:pk>/active/", people.person_active, name="person_active"),
    path("settings/posts/<int:pk>/end/", people.post_end, name="post_end"),
    path("settings/absences/", people.absences, name="absences"),
    path("settings/absences/<int:pk>/end/", people.absence_end, name="absence_end"),
]
