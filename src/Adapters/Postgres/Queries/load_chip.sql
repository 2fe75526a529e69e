-- $1 network, $2 chip: the reader to whose card it is bound
select reader_id from wallet where network_id = $1 and chip_id = $2
