package dossier.query;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Applications extends Repository<ApplicationRow, UUID> {

    Optional<ApplicationRow> findByApplicationId(UUID applicationId);

    Optional<ApplicationRow> findByTrackingCode(String trackingCode);

    @Query("select row from HistoryRow row where row.applicationId = :applicationId order by row.sequence")
    List<HistoryRow> history(UUID applicationId);
}
