"""What all tables belong to; a file of its own, so that each concept's tables can be."""

import sqlalchemy as sa

metadata = sa.MetaData()
