package dossier.command.relay;

/** Log, ledger and Kafka do not tell the same history. Going on would publish as true what may not be. */
final class HistoryContradicted extends IllegalStateException {

    HistoryContradicted(String message) {
        super(message);
    }
}
