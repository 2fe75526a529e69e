-- How many requests a second a program may send; what is more waits. Null: no limit.
alter table api_key add rate int check (rate > 0);
