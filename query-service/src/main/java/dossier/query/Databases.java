package dossier.query;

import java.util.Properties;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * The two databases, and the projection's own connections to that of the read models. Every wait has an end, and a
 * process that was stopped in a transaction does not keep its locks.
 */
@Configuration(proxyBeanMethods = false)
class Databases {

    private static final int READ_CONNECTIONS = 16;
    private static final int PROJECTION_CONNECTIONS = 6;
    private static final int KEY_CONNECTIONS = 8;
    /**
     * One plan for each statement, by the indexes: a plan for the arrays at hand would look cheaper and be made anew for
     * each batch, and one that was made while the tables were small would read them whole once they are large.
     */
    private static final String ONE_PLAN = " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
            + " -c enable_hashjoin=off -c enable_mergejoin=off";
    /** What a crash of PostgreSQL takes of the last second, it takes with the offsets: it comes again. */
    private static final String COMES_AGAIN = " -c synchronous_commit=off";

    /** What operators do is written by these as well, and is durable: from nowhere would it come again. */
    @Bean
    @Primary
    HikariDataSource readDataSource(QueryProperties properties) {
        return pool("read", properties.read().database(), READ_CONNECTIONS, "");
    }

    @Bean(defaultCandidate = false)
    @Qualifier("projection")
    DataSource projectionDataSource(QueryProperties properties) {
        return pool("projection", properties.read().database(), PROJECTION_CONNECTIONS,
                ONE_PLAN + COMES_AGAIN);
    }

    @Bean(defaultCandidate = false)
    @Qualifier("keys")
    DataSource keyDataSource(QueryProperties properties) {
        return pool("keys", properties.keys(), KEY_CONNECTIONS, ONE_PLAN);
    }

    private static HikariDataSource pool(String name, QueryProperties.Database database, int size,
            String options) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(2);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(2));
        config.setValidationTimeout(TimeUnit.SECONDS.toMillis(1));
        config.setKeepaliveTime(TimeUnit.SECONDS.toMillis(30));
        var driver = new Properties();
        driver.setProperty("ApplicationName", "query-service");
        driver.setProperty("connectTimeout", "2");
        driver.setProperty("socketTimeout", "20");
        driver.setProperty("tcpKeepAlive", "true");
        driver.setProperty("options", "-c statement_timeout=10s -c lock_timeout=5s"
                + " -c idle_in_transaction_session_timeout=10s" + options);
        config.setDataSourceProperties(driver);
        return new HikariDataSource(config);
    }
}
