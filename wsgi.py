"""The service as one WSGI application: `gunicorn wsgi`. Where SERAC_MODE says nothing it is a production service."""

import os

from serac import create_app, logs
from serac.settings import Settings

settings = Settings.from_environment(os.environ)
logs.configure(settings.log_level)
application = create_app(settings)
