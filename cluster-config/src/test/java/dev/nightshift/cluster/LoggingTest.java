package dev.nightshift.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.junit.jupiter.api.Test;

class LoggingTest {

  @Test
  void log4jReadsIt() throws IOException {
    Path file = Profiles.ROOT.resolve("log4j2.properties");
    try (LoggerContext context = new LoggerContext("test")) {
      Configuration configuration =
          new PropertiesConfigurationFactory()
              .getConfiguration(
                  context, new ConfigurationSource(Files.newInputStream(file), file.toFile()));
      context.start(configuration);
      assertThat(configuration.getAppenders()).containsOnlyKeys("console");
      assertThat(configuration.getRootLogger().getLevel()).isEqualTo(Level.WARN);
      assertThat(configuration.getLoggerConfig("dev.nightshift.cli.Main").getLevel())
          .isEqualTo(Level.INFO);
      assertThat(configuration.getLoggerConfig("org.apache.spark.SparkContext").getLevel())
          .isEqualTo(Level.WARN);
    }
  }
}
