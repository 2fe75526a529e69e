-- $1 network, $2 charge, $3 reader, $4 agency, $5 fee type, $6 at: charged and settled in the same moment
insert into charge (network_id, charge_id, reader_id, agency_id, fee_type, assessed_at, settled_at) values ($1, $2, $3, $4, $5, $6, $6)
