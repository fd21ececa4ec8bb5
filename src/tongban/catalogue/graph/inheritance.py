"""Where an item is handled: the nearest that says something holds, from street to district to city."""

from collections.abc import Iterator

from tongban.catalogue.places import CITY, Handling, Level, LocalItem, Locality, Region
from tongban.catalogue.types import Edition, Item


def handling(edition: Edition, item: Item, region: str = CITY) -> Handling | None:
    """Where `item` is handled for somebody in `region` (a code of regions.yaml, or the city). None where nobody has a window.

    The nearest part of the city that names a window, an address, hours or a telephone is right about it; what it does not name
    comes from the part around it. A region that the edition does not know is taken for the city.
    """
    chain = list(_chain(edition, region))
    found = next(((each, code) for each in chain if (code := _window_of(each, item))), None)
    if found is None:
        return None
    window = found[0].windows[found[1]]
    nearer = chain[: chain.index(found[0]) + 1]
    said = [each.items.get(item.code, LocalItem()) for each in nearer]
    return Handling(
        item=item.code,
        region=region if region in edition.regions else CITY,
        window=window,
        address=next((each.address for each in said if each.address), window.address),
        hours=next((each.hours for each in said if each.hours), window.hours),
        phone=next((each.phone for each in said if each.phone), window.phone),
        certainty=window.certainty,
    )


def handlings(edition: Edition, item: Item) -> tuple[tuple[Region, Handling], ...]:
    """Where `item` is handled in each district, in the order of the content."""
    districts = [each for each in edition.regions.values() if each.level is Level.DISTRICT]
    found = ((each, handling(edition, item, each.code)) for each in districts)
    return tuple((region, place) for region, place in found if place is not None)


def _chain(edition: Edition, region: str) -> Iterator[Locality]:
    """The localities around a region, the nearest first."""
    current = edition.regions.get(region)
    while current is not None:
        if current.code in edition.localities:
            yield edition.localities[current.code]
        current = edition.regions.get(current.within or "")
    if CITY in edition.localities:
        yield edition.localities[CITY]


def _window_of(locality: Locality, item: Item) -> str | None:
    """The window that it names for the item, else one of the item's organ, else a comprehensive one."""
    named = locality.items.get(item.code)
    if named and named.window:
        return named.window
    own = (code for code, window in locality.windows.items() if item.organ in window.organs)
    comprehensive = (code for code, window in locality.windows.items() if not window.organs)
    return next(own, None) or next(comprehensive, None)
