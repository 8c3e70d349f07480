"""Where each region's databases are: in the data folder, or where the settings say."""

from collections.abc import Mapping, Sequence

from runtime.settings import Settings, SettingsWrong, variable
from storage.open import Place

REGION = "{region}"
BOTH = (
    f"{variable('database')} and {variable('keys_database')} belong together: set both, or neither"
)


def places_of(settings: Settings, regions: Sequence[str]) -> Mapping[str, Place]:
    """The databases of each region. Raises SettingsWrong, which does not repeat an address."""
    told = {"database": settings.database, "keys_database": settings.keys_database}
    if not any(told.values()):
        return {name: Place.in_folder(settings.data / name) for name in regions}
    if not all(told.values()):
        raise SettingsWrong(BOTH)
    for setting, template in told.items():
        if len(regions) > 1 and REGION not in str(template):
            raise SettingsWrong(
                f"{variable(setting)} names one database for {len(regions)} regions: write {REGION}"
                f" where their names differ, or serve one with {variable('regions')}"
            )
    return {name: _place(told, name) for name in regions}


def has_databases(settings: Settings, regions: Sequence[str]) -> bool:
    """Whether there is something to open: a server that is named is asked what it has."""
    return bool(settings.database) or any((settings.data / name).is_dir() for name in regions)


def _place(told: Mapping[str, str | None], region: str) -> Place:
    try:
        return Place.at(*(str(template).replace(REGION, region) for template in told.values()))
    except ValueError as fault:
        names = " and ".join(map(variable, told))
        raise SettingsWrong(f"{names} cannot be used as they stand: {fault}") from None
