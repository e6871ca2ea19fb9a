package dossier.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether an invoice is reimbursed by hand, or why not. */
public enum InvoiceDecision {
    @JsonProperty("reimbursable")
    REIMBURSABLE,
    /** Issued before cover lapsed. */
    @JsonProperty("before-lapse")
    BEFORE_LAPSE,
    /** Issued inside a gap that was not healed, or inside the waiting time. */
    @JsonProperty("waiting")
    WAITING,
    /** Issued after the card. */
    @JsonProperty("after-card")
    AFTER_CARD
}
