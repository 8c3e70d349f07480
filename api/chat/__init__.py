"""The chat on web sites: routes of visitors, who have no key but a token that names them."""
