-- $1 network, $2 name, $3 date of birth: whether she has a card, and the version of what says so
select exists (select from reader r join card c on c.network_id = r.network_id and c.reader_id = r.reader_id
               where r.network_id = $1 and r.birth_date = $3 and r.name = $2 and c.state in ('pending', 'active', 'lost', 'suspended')),
       'person/' || md5($2 || ' ' || $3::text),
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'person/' || md5($2 || ' ' || $3::text)), 0)
