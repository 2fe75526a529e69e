-- destinations that are left alone are tried again now
update outbox_destination set next_at = clock_timestamp()
where next_at > clock_timestamp()
