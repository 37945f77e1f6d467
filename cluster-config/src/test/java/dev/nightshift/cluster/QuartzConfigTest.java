package dev.nightshift.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SchedulerMetaData;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.DriverDelegate;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;

/** The files of Quartz' properties, read by Quartz. */
class QuartzConfigTest {

  private static final String SOURCE = "org.quartz.dataSource.nightshift.";

  /** A job that does nothing. */
  public static final class Idle implements org.quartz.Job {
    @Override
    public void execute(JobExecutionContext context) {}
  }

  @TempDir private Path folder;

  private static Properties read(String name) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Profiles.ROOT.resolve("quartz").resolve(name))) {
      properties.load(reader);
    }
    // What the program adds: the data source's name, and no look-up of newer versions.
    properties.setProperty("org.quartz.jobStore.dataSource", "nightshift");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    return properties;
  }

  /** The same store in a file of this test's, with the tables from the script in Quartz' jar. */
  private Properties inAFileOfOurs(Properties properties) throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("quartz") + ";AUTO_SERVER=TRUE";
    System.setProperty("h2.bindAddress", "127.0.0.1");
    properties.setProperty(SOURCE + "URL", url);
    Path script = folder.resolve("tables.sql");
    try (var in = JobStoreTX.class.getResourceAsStream("tables_h2.sql")) {
      assertThat(in).isNotNull();
      Files.copy(in, script);
    }
    try (Connection connection =
            DriverManager.getConnection(
                url,
                properties.getProperty(SOURCE + "user"),
                properties.getProperty(SOURCE + "password"));
        var statement = connection.createStatement()) {
      statement.execute("RUNSCRIPT FROM '" + script + "'");
    }
    return properties;
  }

  @Test
  void theEmbeddedStoreKeepsJobsAndIsClustered() throws Exception {
    Properties properties = read("quartz.properties");
    assertThat(properties.getProperty(SOURCE + "URL"))
        .isEqualTo("jdbc:h2:file:./lake/schedule/quartz;AUTO_SERVER=TRUE");
    properties = inAFileOfOurs(properties);
    JobKey key = JobKey.jobKey("night");

    Scheduler first = new StdSchedulerFactory(properties).getScheduler();
    SchedulerMetaData data = first.getMetaData();
    assertThat(data.getSchedulerName()).isEqualTo("nightshift");
    assertThat(data.getJobStoreClass()).isEqualTo(JobStoreTX.class);
    assertThat(data.isJobStoreClustered()).isTrue();
    assertThat(data.getThreadPoolSize()).isEqualTo(1);
    JobDetail job = JobBuilder.newJob(Idle.class).withIdentity(key).storeDurably().build();
    first.addJob(job, true);
    first.shutdown(true);

    Scheduler second = new StdSchedulerFactory(properties).getScheduler();
    assertThat(second.getJobDetail(key).getJobClass()).isEqualTo(Idle.class);
    second.shutdown(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"quartz.properties", "quartz-postgresql.properties"})
  void everySettingIsOneThatQuartzKnows(String name) throws Exception {
    Properties properties = inAFileOfOurs(read(name));
    properties.setProperty(SOURCE + "driver", "org.h2.Driver");
    properties.setProperty(SOURCE + "user", "nightshift");
    properties.setProperty(SOURCE + "password", "");
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.StdJDBCDelegate");

    // Quartz sets the properties of store, pool and source by name, and fails on one it lacks.
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    assertThat(scheduler.getMetaData().isJobStoreClustered()).isTrue();
    scheduler.shutdown(true);

    for (String group : new String[] {"jobStore", "threadPool", "dataSource.nightshift"}) {
      Properties wrong = new Properties();
      wrong.putAll(properties);
      wrong.setProperty("org.quartz." + group + ".isClusterd", "true");
      wrong.setProperty("org.quartz.scheduler.instanceName", "wrong-" + group);
      assertThatThrownBy(() -> new StdSchedulerFactory(wrong).getScheduler())
          .as(group)
          .isInstanceOf(SchedulerException.class);
    }
  }

  @Test
  void thePostgresqlStoreNamesQuartzsOwnClasses() throws Exception {
    Properties properties = read("quartz-postgresql.properties");

    Class<?> delegate =
        Class.forName(properties.getProperty("org.quartz.jobStore.driverDelegateClass"));
    assertThat(delegate).isEqualTo(PostgreSQLDelegate.class);
    assertThat(DriverDelegate.class).isAssignableFrom(delegate);
    assertThat(properties.getProperty("org.quartz.jobStore.class"))
        .isEqualTo(JobStoreTX.class.getName());
    assertThat(properties.getProperty(SOURCE + "driver")).isEqualTo("org.postgresql.Driver");
    assertThat(properties.getProperty(SOURCE + "URL")).startsWith("jdbc:postgresql://");
    assertThat(JobStoreTX.class.getResource("tables_postgres.sql")).isNotNull();
  }
}
