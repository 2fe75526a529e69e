-- $1 source, $2 at
insert into first_start (only_once, source, at) values (true, $1, $2)
