"""The history of the databases' shapes, one folder of revisions for each kind of database."""
