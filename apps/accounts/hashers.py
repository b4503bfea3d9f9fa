"""How passwords are hashed: Argon2id, dear enough for who guesses, cheap enough for a shift that signs in at once."""

from django.contrib.auth import hashers


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """The first of OWASP's recommended settings for Argon2id: 46 MiB, one pass, one lane.

    Django's own (100 MiB, two passes, eight lanes) cost four times as much processor time and let eight sign-ins at
    once take 800 MB: a shift of sixty waited longer than anybody is let wait (L3). Who has an older hash gets this one
    with the next sign-in.
    """

    time_cost = 1
    memory_cost = 47_104  # KiB
    parallelism = 1
