package dossier.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

import javax.sql.DataSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;

import dossier.command.policy.DataFile;
import dossier.command.policy.Policies;
import dossier.command.policy.Regions;
import dossier.command.policy.WorkingDays;
import dossier.events.Deadline;

import static java.util.Objects.requireNonNull;

/** The regions' and years' files: the shipped ones, and those of the operator's directories in place of them. */
@Configuration(proxyBeanMethods = false)
class PolicyConfiguration {

    @Bean
    Regions regions(Settings settings, Clock clock) {
        var regions = Regions.of(files("regions", ".yaml", settings.regions()));
        regions.requireInForce(LocalDate.ofInstant(clock.instant(), Deadline.ZONE));
        return regions;
    }

    @Bean
    Policies policies(Regions regions, @Qualifier("logDatabase") DataSource log) {
        var table = new PolicyTable(JdbcClient.create(log));
        regions.requireUnchanged(table.all());
        return new Policies(regions, table::keep, table::find);
    }

    @Bean
    WorkingDays workingDays(Settings settings) {
        return WorkingDays.of(files("working-days", ".json", settings.calendars()));
    }

    private static Collection<DataFile> files(String shipped, String ending, String directory) {
        Map<String, DataFile> files = new TreeMap<>();
        try {
            for (var resource : new PathMatchingResourcePatternResolver()
                    .getResources("classpath:" + shipped + "/*" + ending)) {
                var name = requireNonNull(resource.getFilename());
                files.put(name, new DataFile("classpath:" + shipped + "/" + name, name,
                        resource.getContentAsString(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!directory.isBlank()) {
            DataFile.in(Path.of(directory), ending).forEach(file -> files.put(file.name(), file));
        }
        return files.values();
    }
}
