package dev.nightshift.pipelines.schedule;

import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.quartz.impl.jdbcjobstore.JobStoreTX;

/**
 * Where schedules live: Quartz' tables in a database that outlives the process. Embedded H2 where
 * nothing else is configured; a file that other processes of this machine may open at the same
 * time.
 */
public final class ScheduleStore {

  /** How often a service says that it is alive. */
  static final Duration CHECK_IN = Duration.ofSeconds(5);

  private static final String SOURCE = "org.quartz.dataSource.nightshift.";

  private final Properties properties;

  private ScheduleStore(Properties properties) {
    this.properties = properties;
  }

  /** The embedded database, in a folder that is made where it does not exist. */
  public static ScheduleStore embedded(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new WorkException(
          "the folder of the schedules cannot be made: " + e.getMessage(),
          folder.toString(),
          "Let this user write there, or name another one with --store.",
          e);
    }
    Properties properties = defaults();
    String file = folder.toAbsolutePath().normalize().resolve("quartz").toString();
    properties.setProperty(SOURCE + "driver", "org.h2.Driver");
    properties.setProperty(SOURCE + "URL", "jdbc:h2:file:" + file + ";AUTO_SERVER=TRUE");
    properties.setProperty(SOURCE + "user", "nightshift");
    properties.setProperty(SOURCE + "password", "");
    return new ScheduleStore(properties);
  }

  /**
   * A database that a file of Quartz' properties describes, such as PostgreSQL.
   *
   * @param secrets resolves references such as {@code ${env:NAME}} in the values
   */
  public static ScheduleStore of(Path file, UnaryOperator<String> secrets) {
    Properties properties = defaults();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new RequestException(
          "the file of Quartz' properties cannot be read: " + e.getMessage(),
          file.toString(),
          "See cluster-config/quartz for an example.");
    }
    properties.replaceAll((name, value) -> secrets.apply(String.valueOf(value)));
    return new ScheduleStore(properties);
  }

  private static Properties defaults() {
    Properties quartz = new Properties();
    quartz.setProperty("org.quartz.scheduler.instanceName", "nightshift");
    quartz.setProperty("org.quartz.scheduler.instanceId", "AUTO");
    quartz.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    // Another process's trigger is found by looking: every two seconds.
    quartz.setProperty("org.quartz.scheduler.idleWaitTime", "2000");
    quartz.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
    // One Spark session, one night at a time; the others wait for their turn.
    quartz.setProperty("org.quartz.threadPool.threadCount", "1");
    quartz.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
    quartz.setProperty(
        "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.StdJDBCDelegate");
    quartz.setProperty("org.quartz.jobStore.useProperties", "true");
    quartz.setProperty("org.quartz.jobStore.isClustered", "true");
    quartz.setProperty(
        "org.quartz.jobStore.clusterCheckinInterval", String.valueOf(CHECK_IN.toMillis()));
    quartz.setProperty(SOURCE + "provider", "hikaricp");
    quartz.setProperty(SOURCE + "maxConnections", "5");
    return quartz;
  }

  /**
   * What Quartz needs to know. Each call names its data source anew: Quartz keeps one connection
   * pool per name and process, and one opening must not close the pool of another.
   */
  Properties quartz() {
    String own = "nightshift-" + UUID.randomUUID();
    Properties renamed = new Properties();
    for (String name : properties.stringPropertyNames()) {
      renamed.setProperty(
          name.startsWith(SOURCE)
              ? "org.quartz.dataSource." + own + "." + name.substring(SOURCE.length())
              : name,
          properties.getProperty(name));
    }
    renamed.setProperty("org.quartz.jobStore.dataSource", own);
    return renamed;
  }

  /** A connection of its own. */
  Connection connect() throws SQLException {
    // H2's server for other processes of this machine listens to this machine only.
    if (System.getProperty("h2.bindAddress") == null) {
      System.setProperty("h2.bindAddress", "127.0.0.1");
    }
    return DriverManager.getConnection(
        properties.getProperty(SOURCE + "URL"),
        properties.getProperty(SOURCE + "user"),
        properties.getProperty(SOURCE + "password", ""));
  }

  /** Makes Quartz' tables where they do not exist, by the script in Quartz' own jar. */
  void prepare() {
    try (Connection connection = connect()) {
      if (!hasTables(connection)) {
        try (Statement statement = connection.createStatement()) {
          for (String command : script(connection).split(";\\s*\\R")) {
            String sql = command.replaceAll("(?m)^\\s*--.*$", "").strip();
            if (!sql.isEmpty() && !sql.toUpperCase(Locale.ROOT).startsWith("COMMIT")) {
              statement.execute(sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql);
            }
          }
        }
      }
    } catch (SQLException | IOException e) {
      throw new WorkException(
          "the database of the schedules cannot be used: " + e.getMessage(),
          properties.getProperty(SOURCE + "URL", ""),
          "Check that it is there and that this user may make tables in it.",
          e);
    }
  }

  private static boolean hasTables(Connection connection) throws SQLException {
    for (String name : new String[] {"QRTZ_LOCKS", "qrtz_locks"}) {
      try (ResultSet tables = connection.getMetaData().getTables(null, null, name, null)) {
        if (tables.next()) {
          return true;
        }
      }
    }
    return false;
  }

  private static String script(Connection connection) throws SQLException, IOException {
    boolean h2 = connection.getMetaData().getDatabaseProductName().equals("H2");
    String name = "/org/quartz/impl/jdbcjobstore/" + (h2 ? "tables_h2.sql" : "tables_postgres.sql");
    try (InputStream in = JobStoreTX.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("Quartz' jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
