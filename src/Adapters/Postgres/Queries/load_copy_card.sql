-- $1 network, $2 number of an old copy card: one row where it was transferred
select copy_card from copy_card where network_id = $1 and copy_card = $2
