"""The door that the application server opens."""

import os

from django.core.wsgi import get_wsgi_application

from tongban.site import processes

processes.follow_the_supervisor()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.site.settings")
application = get_wsgi_application()
