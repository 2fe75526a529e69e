-- $1 network, $2 reader, $3 currency, $4 at, $5 by, $6 chip
insert into wallet (network_id, reader_id, currency, authorised_at, authorised_by, chip_id) values ($1, $2, $3, $4, $5, $6)
on conflict (network_id, reader_id) do update set authorised_at = coalesce(wallet.authorised_at, excluded.authorised_at),
    authorised_by = excluded.authorised_by, chip_id = coalesce(excluded.chip_id, wallet.chip_id)
