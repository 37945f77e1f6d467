package dev.nightshift.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.Utils;
import scala.collection.JavaConverters;

/** The files under test, read as Spark reads them. */
final class Profiles {

  static final Path ROOT = Path.of(System.getProperty("nightshift.root"), "cluster-config");
  static final List<String> NAMES = List.of("local", "standalone", "kubernetes", "rapids");
  static final List<String> CLUSTERS = List.of("standalone", "kubernetes", "rapids");

  private Profiles() {}

  /** The settings of a profile, by key. */
  static Map<String, String> settings(String profile) {
    Path file = ROOT.resolve(profile).resolve("spark-defaults.conf");
    return new TreeMap<>(JavaConverters.mapAsJavaMap(Utils.getPropertiesFromFile(file.toString())));
  }
}
