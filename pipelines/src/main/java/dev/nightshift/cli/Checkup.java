package dev.nightshift.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;

/** Looks at the machine and says what of it would stop or slow the work. */
final class Checkup {

  private static final long GIB = 1L << 30;

  private final Surroundings surroundings;

  Checkup(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** How a thing is. */
  enum Verdict {
    FINE("ok"),
    SLOW("note"),
    BROKEN("MEND");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * What was found.
   *
   * @param verdict how it is
   * @param subject what was looked at
   * @param seen what was seen
   * @param remedy what to do; empty where nothing is to be done
   */
  record Finding(Verdict verdict, String subject, String seen, String remedy) {}

  /** All checks, in the order in which their faults would stop the work. */
  List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    findings.add(jdk(Runtime.version().feature()));
    findings.add(memory(Runtime.getRuntime().maxMemory(), physicalMemory()));
    findings.add(disk(Path.of("").toAbsolutePath()));
    findings.add(threads());
    findings.add(
        loads(
            "libtorch",
            "org.bytedeco.pytorch.global.torch",
            "The classifier "
                + Loader.getPlatform()
                + " of org.bytedeco:pytorch must be on the"
                + " class path, and the cache "
                + cache()
                + " writable with 1 GiB free."));
    findings.add(
        loads(
            "tokenizers",
            "ai.djl.huggingface.tokenizers.jni.TokenizersLibrary",
            "DJL unpacks its natives to ~/.djl.ai; set DJL_CACHE_DIR to a writable folder."));
    findings.add(gpu());
    return findings;
  }

  static Finding jdk(int feature) {
    return feature == 17
        ? new Finding(Verdict.FINE, "JDK", "17", "")
        : new Finding(
            Verdict.BROKEN,
            "JDK",
            String.valueOf(feature),
            "Spark 3.5 and its --add-opens list are used with JDK 17: set JAVA_HOME to one.");
  }

  static Finding memory(long heap, long physical) {
    String seen =
        String.format(
            Locale.ROOT, "heap %.1f GiB of %.1f GiB", (double) heap / GIB, (double) physical / GIB);
    if (heap < 2 * GIB) {
      return new Finding(
          Verdict.SLOW, "memory", seen, "Set NIGHTSHIFT_HEAP=3g or more: the demo needs 2 GiB.");
    }
    if (physical > 0 && heap > physical * 3 / 4) {
      return new Finding(
          Verdict.SLOW,
          "memory",
          seen,
          "libtorch works outside the heap: leave it a quarter of the memory, NIGHTSHIFT_HEAP.");
    }
    return new Finding(Verdict.FINE, "memory", seen, "");
  }

  private static long physicalMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  private static Finding disk(Path folder) {
    try {
      FileStore store = Files.getFileStore(folder);
      double free = (double) store.getUsableSpace() / GIB;
      String seen = String.format(Locale.ROOT, "%.1f GiB free in %s", free, folder);
      return free < 2
          ? new Finding(Verdict.SLOW, "disk", seen, "The demo needs 1 GiB, the natives as much.")
          : new Finding(Verdict.FINE, "disk", seen, "");
    } catch (IOException e) {
      return new Finding(Verdict.SLOW, "disk", "unknown: " + e, "Check the folder " + folder + ".");
    }
  }

  private Finding threads() {
    int cores = Runtime.getRuntime().availableProcessors();
    String policy = surroundings.environment().getOrDefault("OMP_WAIT_POLICY", "not set");
    String threads = surroundings.environment().getOrDefault("OMP_NUM_THREADS", "not set");
    String seen = cores + " cores, OMP_NUM_THREADS " + threads + ", OMP_WAIT_POLICY " + policy;
    boolean set = policy.equalsIgnoreCase("PASSIVE") && threads.matches("[0-9]+");
    return set
        ? new Finding(Verdict.FINE, "threads", seen, "")
        : new Finding(
            Verdict.SLOW,
            "threads",
            seen,
            "Set OMP_NUM_THREADS to the cores of a task and OMP_WAIT_POLICY=PASSIVE before the JVM"
                + " starts (the launcher does); libtorch is some two times slower without.");
  }

  private static String cache() {
    return String.valueOf(Path.of(System.getProperty("user.home"), ".javacpp", "cache"));
  }

  private static Finding loads(String subject, String className, String remedy) {
    try {
      Class.forName(className, true, Checkup.class.getClassLoader());
      return new Finding(Verdict.FINE, subject, "loads", "");
    } catch (ClassNotFoundException | LinkageError e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
      return new Finding(Verdict.BROKEN, subject, "does not load: " + message, remedy);
    }
  }

  private static Finding gpu() {
    boolean driver = Files.exists(Path.of("/proc/driver/nvidia/version"));
    return new Finding(
        Verdict.FINE,
        "GPU",
        driver ? "an NVIDIA driver is loaded" : "none; work runs on the processor",
        driver ? "cluster-config has the profile 'rapids'; build with the GPU classifier." : "");
  }
}
