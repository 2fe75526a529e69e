-- $1 network, $2 agency, $3 roles, $4 kinds, $5 data: these and no others
with given as (select * from unnest($3::text[], $4::text[], $5::text[]) as g(role, kind, data)),
gone as (delete from agency_address a where a.network_id = $1 and a.agency_id = $2
         and not exists (select from given g where (g.role, g.kind, g.data) = (a.role, a.kind, a.data)))
insert into agency_address (network_id, agency_id, role, kind, data) select $1, $2, role, kind, data from given on conflict do nothing
