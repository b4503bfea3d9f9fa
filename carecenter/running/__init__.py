"""Running the whole house from one terminal: what `manage.py up` is made of."""
