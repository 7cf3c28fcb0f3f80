RENAME TABLE events TO happenings;
