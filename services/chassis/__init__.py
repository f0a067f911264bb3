"""What every service stands on and none owns; it knows no report and no case.

To understand a service, `blueprint.Service`, `transaction.Transaction.publish` and
`refusals.Refusal` are enough.
"""
