package dev.nightshift.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;

/** The version of the code: of the build, and of the checkout where the launcher knows it. */
final class Version implements CommandLine.IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"nightshift " + ofCode(System.getProperties())};
  }

  /** Such as {@code 0.1.0+1a2b3c4}; stored with every run. */
  static String ofCode(Properties properties) {
    String revision = properties.getProperty("nightshift.revision", "");
    return ofBuild() + (revision.isEmpty() ? "" : "+" + revision);
  }

  private static String ofBuild() {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read version.properties of this program", e);
    }
    return build.getProperty("version", "unknown");
  }
}
