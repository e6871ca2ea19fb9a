package dossier.command.log;

/**
 * Whether the sequencer is at work in this process. While it is, it looks at the log again by itself, and what is appended
 * here need not notify it.
 */
public final class SequencerState {

    private volatile boolean awake;

    /** Whether it looks again. Where not, it sleeps, or it is in another process, or nowhere. */
    public boolean isAwake() {
        return awake;
    }

    public void wakesUp() {
        awake = true;
    }

    /** To be called before it looks for the last time, and when it ends: whoever numbers next begins with a look. */
    public void fallsAsleep() {
        awake = false;
    }
}
