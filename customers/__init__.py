"""The people: dealerships, staff and roles, customers, access, and how all of them are reached."""
