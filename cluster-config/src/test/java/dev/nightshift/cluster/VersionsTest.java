package dev.nightshift.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A version that a file here names is the one that the parent pom names. */
class VersionsTest {

  @ParameterizedTest
  @CsvSource({
    "nightshift.spark.version, 'apache/spark:([0-9.]+)-'",
    "nightshift.scala.binary.version, '-scala([0-9.]+)-'",
    "nightshift.scala.binary.version, 'rapids-4-spark_([0-9.]+)-'",
    "nightshift.rapids.version, 'rapids-4-spark_[0-9.]+-([0-9.]+)\\.jar'",
    "nightshift.version, 'nightshift:([0-9][-0-9A-Za-z.]*)'"
  })
  void agrees(String property, String pattern) throws IOException {
    List<String> named = named(Pattern.compile(pattern));
    assertThat(named).isNotEmpty().containsOnly(System.getProperty(property));
  }

  private static List<String> named(Pattern pattern) throws IOException {
    try (Stream<Path> files = Files.walk(Profiles.ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !Profiles.ROOT.relativize(file).toString().matches("(target|src)/.*"))
          .flatMap(file -> pattern.matcher(read(file)).results().map(VersionsTest::group))
          .toList();
    }
  }

  private static String group(MatchResult match) {
    return match.group(1);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
