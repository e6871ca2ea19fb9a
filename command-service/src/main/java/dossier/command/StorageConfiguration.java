package dossier.command;

import java.time.Duration;
import java.util.Base64;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

import dossier.command.log.EventLog;
import dossier.command.log.GroupCommit;
import dossier.command.log.SequencerState;
import dossier.events.EventCodec;
import dossier.events.MasterKey;

/** The two databases, each migrated by its owner and used by a role that can do no more than the service needs. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {

    private static final int LOG_CONNECTIONS = 16;
    private static final int APPEND_CONNECTIONS = 2;
    private static final int KEY_CONNECTIONS = 8;
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    @Bean
    DataSource logDatabase(Settings settings) {
        migrate(settings.log(), "log");
        return pool(settings.log(), "log", LOG_CONNECTIONS, "");
    }

    @Bean
    DataSource keyDatabase(Settings settings) {
        migrate(settings.keys(), "keys");
        return pool(settings.keys(), "keys", KEY_CONNECTIONS, GroupCommit.ONE_PLAN);
    }

    /** For appends alone; after the log's, which migrates. */
    @Bean
    DataSource appendDatabase(@Qualifier("logDatabase") DataSource log, Settings settings) {
        return pool(settings.log(), "append", APPEND_CONNECTIONS, GroupCommit.ONE_PLAN);
    }

    @Bean
    SequencerState sequencerState() {
        return new SequencerState();
    }

    @Bean(destroyMethod = "close")
    GroupCommit groupCommit(@Qualifier("appendDatabase") DataSource log, SequencerState sequencer) {
        return new GroupCommit(log, sequencer);
    }

    @Bean(destroyMethod = "close")
    EventLog eventLog(@Qualifier("logDatabase") DataSource log, GroupCommit groupCommit) {
        return new EventLog(JdbcClient.create(log), groupCommit, new EventCodec());
    }

    @Bean(destroyMethod = "close")
    PersonalKeys personalKeys(@Qualifier("keyDatabase") DataSource keys, Settings settings) {
        return new PersonalKeys(JdbcClient.create(keys),
                new MasterKey(Base64.getDecoder().decode(settings.secrets().masterKey())));
    }

    @Bean
    Pseudonyms pseudonyms(Settings settings) {
        return new Pseudonyms(Base64.getDecoder().decode(settings.secrets().personKey()));
    }

    @Bean
    IdempotencyKeys idempotencyKeys(@Qualifier("logDatabase") DataSource log, JsonMapper json) {
        return new IdempotencyKeys(JdbcClient.create(log), json);
    }

    @Bean
    Refusals refusals(@Qualifier("logDatabase") DataSource log) {
        return new Refusals(JdbcClient.create(log));
    }

    @Bean(destroyMethod = "close")
    Numbers numbers(@Qualifier("logDatabase") DataSource log) {
        return new Numbers(JdbcClient.create(log));
    }

    private static void migrate(Settings.Database database, String schema) {
        Flyway.configure().dataSource(database.url(), database.owner(), database.ownerPassword())
                .locations("classpath:db/" + schema).load().migrate();
    }

    private static DataSource pool(Settings.Database database, String name, int connections, String options) {
        var pool = new HikariDataSource();
        pool.setPoolName(name);
        pool.setJdbcUrl(database.url());
        pool.setUsername(database.user());
        pool.setPassword(database.password());
        pool.setMaximumPoolSize(connections);
        pool.setConnectionTimeout(CONNECT_WITHIN.toMillis());
        pool.addDataSourceProperty("connectTimeout", CONNECT_WITHIN.toSeconds());
        pool.addDataSourceProperty("socketTimeout", ANSWER_WITHIN.toSeconds());
        pool.addDataSourceProperty("tcpKeepAlive", true);
        pool.addDataSourceProperty("ApplicationName", "command-service");
        pool.addDataSourceProperty("options", options);
        return pool;
    }
}
