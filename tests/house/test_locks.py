"""Every page asks who you are, except the ones named here. Making a page public means adding it to this list, with a reason."""

from django.urls import URLPattern, get_resolver

OPEN_TO_ALL = {
    "healthz",  # load balancers and `./tongban up` have no account
    "session",  # a page asks whether somebody is still signed in; the answer is a number of seconds
    # One may look before one says who one is: what there is, what it asks, what would be needed.
    *("portal:home", "portal:search", "portal:suggest", "portal:guide", "portal:guide_result", "portal:item"),
    *(
        "portal:guided",
        "portal:themes",
        "portal:theme",
        "portal:organs",
        "portal:organ",
        "portal:party",
        "portal:law",
        "portal:answer",
    ),
    "portal:clicked",  # counts which result was opened after which words, and stores nobody
    # The catalogue is public: what rests on what, what any items are together, where things are handled.
    *("portal:merge", "portal:merge_csv", "portal:merge_json", "portal:node", "portal:set_region"),
    # The open interface: what was published, for programs.
    *("api:api-root", "api:openapi-json", "api:whole", "api:nodes", "api:node", "api:neighbours", "api:dependents"),
    *("api:waivable", "api:replaced", "api:alike"),
    # Policies are public, and the check-up by questions keeps nothing of anybody.
    *("portal:policies", "portal:policy", "portal:check_up"),
    # A public notice is public; it masks the names of people.
    *("portal:notices", "portal:noticed_list"),
    # Anyone may see what has changed in a guide and since when, and say that it is wrong.
    *("portal:history", "portal:report"),
    # Anyone may ask whether a licence shown to them is valid; the answer masks its holder.
    *("portal:verify", "portal:verify_entry"),
    # The way in, and what everybody may choose or read.
    *("portal:sign_in", "portal:set_language", "portal:preferences", "portal:accessibility", "portal:privacy"),
}


def pages(resolver, space=""):
    """The name of every page, and whether it asks who you are."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", getattr(entry.callback, "login_required", True)
        else:
            yield from pages(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def test_only_the_named_pages_are_open_to_all():
    found = {name for name, locked in pages(get_resolver()) if not locked}

    assert not found - OPEN_TO_ALL, "open to everybody: lock these pages, or name them in OPEN_TO_ALL and say why"
    assert not OPEN_TO_ALL - found, "locked or gone: take these names out of OPEN_TO_ALL"


def test_every_page_has_a_name():
    assert not [name for name, _ in pages(get_resolver()) if name.endswith("None")]


def test_the_lock_is_in_the_door(settings):
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE
