package dossier.query;

import java.util.List;
import java.util.UUID;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Histories extends Repository<HistoryRow, HistoryRow.Key> {

    /** In order; none if nothing is known of the application. */
    @Query("select row from HistoryRow row where row.applicationId = :applicationId order by row.sequence")
    List<HistoryRow> of(UUID applicationId);
}
