-- $1 payment: where it belongs; a gateway's message tells nothing else
select network_id, agency_id, card_number from online_payment where payment_id = $1
