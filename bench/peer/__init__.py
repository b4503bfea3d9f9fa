"""django-helpdesk as it is installed by its own instructions; runs under a Python of its own, without our packages."""
