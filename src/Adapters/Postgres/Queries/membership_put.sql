-- $1 network, $2 reader, $3 agencies, $4 states, $5 when
insert into membership (network_id, reader_id, agency_id, state, since)
select $1, $2, m.agency, m.state, $5 from unnest($3, $4) as m(agency, state)
on conflict (network_id, reader_id, agency_id) do update set state = excluded.state, since = excluded.since
where membership.state is distinct from excluded.state
