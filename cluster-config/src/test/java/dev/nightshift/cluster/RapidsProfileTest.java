package dev.nightshift.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RapidsProfileTest {

  private static final Map<String, String> SETTINGS = Profiles.settings("rapids");

  @TempDir Path folder;

  @Test
  void sharesOneGpuAmongTheTasksOfAnExecutor() {
    double share = Double.parseDouble(SETTINGS.get("spark.task.resource.gpu.amount"));
    int cores = Integer.parseInt(SETTINGS.get("spark.executor.cores"));
    int gpus = Integer.parseInt(SETTINGS.get("spark.executor.resource.gpu.amount"));
    assertThat(cores * share).isEqualTo(gpus);
    assertThat(SETTINGS).containsEntry("spark.plugins", "com.nvidia.spark.SQLPlugin");
  }

  @Test
  void leavesMemoryOfTheGpuToLibtorch() {
    assertThat(Double.parseDouble(SETTINGS.get("spark.rapids.memory.gpu.maxAllocFraction")))
        .isLessThan(0.6);
    assertThat(SETTINGS.get("spark.rapids.memory.gpu.allocFraction"))
        .isEqualTo(SETTINGS.get("spark.rapids.memory.gpu.maxAllocFraction"));
  }

  @Test
  void namesTheJarAndTheShimOfThisLine() {
    String jar =
        "rapids-4-spark_"
            + System.getProperty("nightshift.scala.binary.version")
            + "-"
            + System.getProperty("nightshift.rapids.version")
            + ".jar";
    assertThat(SETTINGS.get("spark.driver.extraClassPath")).endsWith("/" + jar);
    assertThat(SETTINGS.get("spark.executor.extraClassPath")).endsWith("/" + jar);
    String shim = "spark" + System.getProperty("nightshift.spark.version").replace(".", "");
    assertThat(SETTINGS.get("spark.shuffle.manager"))
        .isEqualTo("com.nvidia.spark.rapids." + shim + ".RapidsShuffleManager");
  }

  @Test
  void discoveryScriptTellsWhatSparkReads() throws Exception {
    ResourceInformation found = ResourceInformation.parseJson(run("printf '0\\n1\\n'", 0));
    assertThat(found.name()).isEqualTo("gpu");
    assertThat(found.addresses()).containsExactly("0", "1");
  }

  @Test
  void discoveryScriptFailsWhereThereIsNoGpu() throws Exception {
    assertThat(run("true", 1)).contains("nvidia-smi lists no GPU");
    assertThat(run("exit 9", 9)).doesNotContain("addresses");
  }

  /** Runs the script with a program in nvidia-smi's place that prints what a machine would. */
  private String run(String body, int code) throws IOException, InterruptedException {
    Path program = folder.resolve("nvidia-smi");
    Files.writeString(program, "#!/bin/sh\n" + body + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder(Profiles.ROOT.resolve("rapids/discover-gpus.sh").toString())
            .redirectErrorStream(true);
    builder.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(code);
    return out;
  }
}
