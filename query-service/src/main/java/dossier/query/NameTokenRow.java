package dossier.query;

import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** That an application's applicant is found by a token; only ever read here. */
@Entity
@Immutable
@Table(name = "name_token")
@IdClass(NameTokenRow.Key.class)
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class NameTokenRow {

    record Key(long token, UUID applicationId) {}

    @Id
    long token;
    @Id
    UUID applicationId;
}
