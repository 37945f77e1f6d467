package dev.nightshift.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.runtime.session.SparkSessions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.ConfigReader;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.launcher.SparkLauncher;
import org.apache.spark.network.util.JavaUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every key of every profile is one that Spark or Delta knows, with a value that it reads; but for
 * those of RAPIDS.
 */
class SparkSettingsTest {

  static final List<String> PROFILES = Profiles.NAMES;
  static final List<String> CLUSTERS = Profiles.CLUSTERS;

  /** Keys with a free part, which no registry can list. */
  private static final List<Pattern> FAMILIES =
      List.of(
          Pattern.compile(Pattern.quote(SparkLauncher.SPARK_MASTER)),
          Pattern.compile("spark\\.executorEnv\\.[A-Z_]+"),
          Pattern.compile(
              "spark\\.(executor|task|driver|worker)\\.resource\\.gpu\\.(amount|discoveryScript)"),
          Pattern.compile(
              "spark\\.kubernetes\\.(driver|executor)\\.volumes\\.persistentVolumeClaim\\.lake\\.(options\\.claimName|mount\\.path)"),
          Pattern.compile("spark\\.delta\\.logStore\\.(file|s3a|gs|abfss)\\.impl"),
          // RAPIDS' jar, which knows them, is no part of the default build.
          Pattern.compile("spark\\.rapids\\..+"));

  private static Map<String, ConfigEntry<?>> known;

  @BeforeAll
  static void load() throws ClassNotFoundException {
    for (String holder :
        List.of(
            "org.apache.spark.internal.config.package$",
            "org.apache.spark.internal.config.Deploy$",
            "org.apache.spark.internal.config.History$",
            "org.apache.spark.internal.config.Kryo$",
            "org.apache.spark.internal.config.Network$",
            "org.apache.spark.internal.config.Python$",
            "org.apache.spark.internal.config.R$",
            "org.apache.spark.internal.config.Status$",
            "org.apache.spark.internal.config.Streaming$",
            "org.apache.spark.internal.config.UI$",
            "org.apache.spark.internal.config.Worker$",
            "org.apache.spark.sql.internal.SQLConf$",
            "org.apache.spark.sql.internal.StaticSQLConf$",
            "org.apache.spark.deploy.k8s.Config$",
            "org.apache.spark.sql.delta.sources.DeltaSQLConf$")) {
      Class.forName(holder);
    }
    known = org.apache.spark.internal.config.ConfigEntry$.MODULE$.knownConfigs();
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void keysAreKnownAndValuesAreRead(String profile) {
    Map<String, String> settings = Profiles.settings(profile);
    assertThat(settings).isNotEmpty();
    ConfigReader reader = new ConfigReader(settings);
    settings.forEach(
        (key, value) -> {
          ConfigEntry<?> entry = known.get(key);
          if (entry == null) {
            assertThat(FAMILIES)
                .as("%s in %s is no key of Spark, Delta or Kubernetes", key, profile)
                .anyMatch(family -> family.matcher(key).matches());
          } else {
            assertThat(entry.readFrom(reader)).as("%s in %s", key, profile).isNotNull();
          }
        });
  }

  @Test
  void aMisspeltKeyWouldBeFound() {
    assertThat(known).containsKey("spark.executor.memoryOverhead");
    assertThat(known).doesNotContainKey("spark.executor.memoryOverhed");
    assertThat(FAMILIES).noneMatch(f -> f.matcher("spark.executor.memoryOverhed").matches());
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void opensWhatSparkNeedsOnThisJdk(String profile) {
    List<String> needed = words(JavaModuleOptions.defaultModuleOptions());
    for (String side : List.of("driver", "executor")) {
      List<String> given =
          words(Profiles.settings(profile).get("spark." + side + ".extraJavaOptions"));
      assertThat(given)
          .as("%s of %s", side, profile)
          .containsAll(needed)
          .contains("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
      assertThat(given)
          .filteredOn(word -> word.startsWith("--add-opens"))
          .as("nothing more than Spark's list")
          .allMatch(needed::contains);
    }
  }

  @Test
  void theTestsOfTheBuildOpenTheSame() {
    assertThat(words(System.getProperty("nightshift.spark.opens")))
        .containsExactlyInAnyOrderElementsOf(words(JavaModuleOptions.defaultModuleOptions()));
  }

  private static List<String> words(String options) {
    return Arrays.stream(options.split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void namesWhatTheLakeCannotDoWithout(String profile) {
    assertThat(Profiles.settings(profile)).containsAllEntriesOf(SparkSessions.required());
    // Deeplearning4j's arrays lose their native memory under Kryo.
    assertThat(Profiles.settings(profile)).doesNotContainKey("spark.serializer");
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void logStoresExist(String profile) {
    Profiles.settings(profile).entrySet().stream()
        .filter(e -> e.getKey().startsWith("spark.delta.logStore."))
        .forEach(
            e ->
                assertThat(getClass().getClassLoader().getResource(file(e.getValue())))
                    .as(e.getKey())
                    .isNotNull());
  }

  private static String file(String className) {
    return className.replace('.', '/') + ".class";
  }

  @ParameterizedTest
  @FieldSource("CLUSTERS")
  void threadsOfAllTasksFitTheCores(String profile) {
    Map<String, String> settings = Profiles.settings(profile);
    int cores = Integer.parseInt(settings.get("spark.executor.cores"));
    int tasks = cores / Integer.parseInt(settings.get("spark.task.cpus"));
    for (String name : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")) {
      int threads = Integer.parseInt(settings.get("spark.executorEnv." + name));
      assertThat(tasks * threads).as(name).isLessThanOrEqualTo(cores);
    }
    assertThat(settings).containsEntry("spark.executorEnv.OMP_WAIT_POLICY", "PASSIVE");
  }

  @ParameterizedTest
  @FieldSource("CLUSTERS")
  void leavesRoomOutsideTheHeap(String profile) {
    Map<String, String> settings = Profiles.settings(profile);
    assertThat(JavaUtils.byteStringAsMb(settings.get("spark.executor.memoryOverhead")))
        .isGreaterThanOrEqualTo(JavaUtils.byteStringAsMb(settings.get("spark.executor.memory")));
  }
}
