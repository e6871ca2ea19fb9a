package dossier.command.policy;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * A policy as it is kept for the cases that are bound to it.
 *
 * @param resolvedFor the first day a case was submitted on under it; absent for the policy of logs from before regions
 * @param content the canonical JSON, whose SHA-256 is the digest; of the policy from before regions it is not
 */
public record KeptPolicy(String digest, String version, @Nullable LocalDate resolvedFor, String content) {

    Policy policy() {
        if (resolvedFor != null && !Policy.digestOf(content).equals(digest)) {
            throw new IllegalStateException("the kept policy " + digest + " (" + version + ") was altered");
        }
        return Policy.read(digest, content);
    }
}
