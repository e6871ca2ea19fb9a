package dossier.query;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import dossier.events.ApplicationEvent;
import dossier.events.ApplicationEvent.AppealDecided;
import dossier.events.ApplicationEvent.AppealFiled;
import dossier.events.ApplicationEvent.ApplicationLapsed;
import dossier.events.ApplicationEvent.ApplicationSubmitted;
import dossier.events.ApplicationEvent.ApplicationWithdrawn;
import dossier.events.ApplicationEvent.CardIssued;
import dossier.events.ApplicationEvent.CardLapsed;
import dossier.events.ApplicationEvent.CollectionConfirmed;
import dossier.events.ApplicationEvent.ContactRecorded;
import dossier.events.ApplicationEvent.InformationVerified;
import dossier.events.ApplicationEvent.PaymentRecorded;
import dossier.events.ApplicationEvent.PaymentRefunded;
import dossier.events.ApplicationEvent.ProductionFailureReported;
import dossier.events.ApplicationEvent.ReviewApproved;
import dossier.events.ApplicationEvent.ReviewExtended;
import dossier.events.ApplicationEvent.ReviewOverdue;
import dossier.events.ApplicationEvent.ReviewRejected;
import dossier.events.ApplicationEvent.SupplementRequested;
import dossier.events.ApplicationEvent.SupplementSubmitted;
import dossier.events.ApplicationKey;
import dossier.events.Encrypted;
import dossier.events.Personal;
import dossier.events.UnreadableEvent;

/** What events say about people, for as long as their keys exist. */
@Component
class Persons {

    private static final Logger LOG = LoggerFactory.getLogger(Persons.class);

    private final KeyStore keys;

    Persons(KeyStore keys) {
        this.keys = keys;
    }

    Map<UUID, ApplicationKey> keys(Collection<UUID> applications) {
        try {
            return keys.find(applications).keys();
        } catch (SQLException e) {
            LOG.warn("The key store is away: {}", e.toString());
            throw Problem.away("key store");
        }
    }

    static <T extends Personal> Optional<T> decrypted(@Nullable ApplicationKey key, @Nullable Encrypted<T> personal,
            Class<T> type) {
        try {
            return key == null || personal == null ? Optional.empty() : Optional.of(key.decrypt(personal, type));
        } catch (UnreadableEvent e) {
            LOG.error("{}", e.getMessage());
            return Optional.empty();
        }
    }

    static Optional<? extends Personal> in(ApplicationEvent event, @Nullable ApplicationKey key) {
        return switch (event) {
            case ApplicationSubmitted e -> decrypted(key, e.personal(), Personal.Submission.class);
            case SupplementRequested e -> decrypted(key, e.personal(), Personal.SupplementRequest.class);
            case SupplementSubmitted e -> decrypted(key, e.personal(), Personal.FileNames.class);
            case ContactRecorded e -> decrypted(key, e.personal(), Personal.Note.class);
            case InformationVerified e -> decrypted(key, e.personal(), Personal.Verification.class);
            case ReviewApproved e -> decrypted(key, e.personal(), Personal.Note.class);
            case ReviewRejected e -> decrypted(key, e.personal(), Personal.Rejection.class);
            case ReviewExtended e -> decrypted(key, e.personal(), Personal.Note.class);
            case ProductionFailureReported e -> decrypted(key, e.personal(), Personal.Note.class);
            case ApplicationWithdrawn e -> decrypted(key, e.personal(), Personal.Withdrawal.class);
            case AppealFiled e -> decrypted(key, e.personal(), Personal.Note.class);
            case AppealDecided e -> decrypted(key, e.personal(), Personal.Note.class);
            case ReviewOverdue _,PaymentRecorded _,CardIssued _,CollectionConfirmed _,CardLapsed _,ApplicationLapsed _,PaymentRefunded _ ->
                Optional.empty();
        };
    }
}
