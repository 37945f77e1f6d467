package dev.nightshift.cli;

import dev.nightshift.pipelines.secret.SecretReferences;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.DefaultRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * The log: a file beside the lake, so that the screen belongs to progress and results. Spark's own
 * chatter below a warning is dropped. SecretReferences that were resolved are hidden in every line
 * and trace.
 *
 * <p>A process has one log, as it has one standard output; this is where it is held.
 */
final class LogFile {

  private static final String PATTERN = "%d{ISO8601}{UTC}Z %-5p [%t] %c - %m%n%xEx";

  private static volatile Optional<Path> current = Optional.empty();
  private static volatile SecretReferences secrets = new SecretReferences(Map.of());

  private LogFile() {}

  /** The file that is written now, if there is one. */
  static Optional<Path> current() {
    return current;
  }

  /** From now on hides what this resolves. */
  static void hide(SecretReferences references) {
    secrets = references;
  }

  /** A text with all secrets hidden. */
  static String redact(String text) {
    return secrets.redact(text);
  }

  /**
   * Sends the log to {@code nightshift.log} in a folder. Where {@code spark-submit} configured the
   * log, or {@code -Dlog4j2.configurationFile} did, that stays as it is.
   *
   * @return the file
   */
  static Path start(Surroundings surroundings, Path folder) {
    Path file = folder.resolve("nightshift.log");
    current = Optional.of(file);
    if (surroundings.submitted()
        || surroundings.properties().containsKey("log4j2.configurationFile")) {
      return file;
    }
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    context.start(configuration(file));
    context.updateLoggers();
    return file;
  }

  private static Configuration configuration(Path file) {
    DefaultConfiguration configuration = new DefaultConfiguration();
    configuration.setName("nightshift");
    PatternLayout pattern =
        PatternLayout.newBuilder().withPattern(PATTERN).withCharset(StandardCharsets.UTF_8).build();
    RollingFileAppender appender =
        RollingFileAppender.newBuilder()
            .setName("file")
            .withFileName(file.toString())
            .withFilePattern(file + ".%i.gz")
            .withCreateOnDemand(true)
            .withPolicy(SizeBasedTriggeringPolicy.createPolicy("16 MB"))
            .withStrategy(
                DefaultRolloverStrategy.newBuilder().withMax("5").withConfig(configuration).build())
            .setLayout(new Redacting(pattern))
            .setConfiguration(configuration)
            .build();
    appender.start();
    configuration.addAppender(appender);
    LoggerConfig root = configuration.getRootLogger();
    root.getAppenders().keySet().forEach(root::removeAppender);
    root.setLevel(Level.WARN);
    root.addAppender(appender, null, null);
    configuration.addLogger("dev.nightshift", new LoggerConfig("dev.nightshift", Level.INFO, true));
    return configuration;
  }

  /** A layout that hides secrets in what another one wrote, traces included. */
  private static final class Redacting extends AbstractStringLayout {
    private final PatternLayout inner;

    Redacting(PatternLayout inner) {
      super(StandardCharsets.UTF_8);
      this.inner = inner;
    }

    @Override
    public String toSerializable(LogEvent event) {
      return redact(inner.toSerializable(event));
    }
  }
}
