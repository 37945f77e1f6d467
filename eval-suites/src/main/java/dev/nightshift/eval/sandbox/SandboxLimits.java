package dev.nightshift.eval.sandbox;

import java.time.Duration;

/**
 * What a program may use.
 *
 * @param wall time on the clock
 * @param cpu time on processors, of all its processes together; whole seconds
 * @param memoryBytes memory of all its processes together
 * @param processes processes and threads at once
 * @param outputBytes bytes of standard output, and of standard error
 * @param fileBytes size of one file
 * @param diskBytes size of all files together, under strict isolation
 */
public record SandboxLimits(
    Duration wall,
    Duration cpu,
    long memoryBytes,
    int processes,
    int outputBytes,
    long fileBytes,
    long diskBytes) {

  private static final long MIB = 1 << 20;

  /** 10 s, 10 s of processors, 512 MiB, 32 processes, 1 MiB of output, files of 16 and 64 MiB. */
  public static final SandboxLimits DEFAULT =
      new SandboxLimits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          512 * MIB,
          32,
          (int) MIB,
          16 * MIB,
          64 * MIB);

  public SandboxLimits {
    if (wall.isNegative() || wall.isZero() || cpu.toSeconds() < 1) {
      throw new IllegalArgumentException("time limits must be positive: " + wall + ", " + cpu);
    }
    if (memoryBytes < MIB || processes < 1 || outputBytes < 1 || fileBytes < 1 || diskBytes < MIB) {
      throw new IllegalArgumentException(
          "limits are too small: "
              + memoryBytes
              + ", "
              + processes
              + ", "
              + outputBytes
              + ", "
              + fileBytes
              + ", "
              + diskBytes);
    }
  }

  /** With other times: on the clock and, as long, on processors. */
  public SandboxLimits withTime(Duration time) {
    return new SandboxLimits(
        time,
        Duration.ofSeconds(Math.max(1, time.toSeconds())),
        memoryBytes,
        processes,
        outputBytes,
        fileBytes,
        diskBytes);
  }

  /** With another bound of memory. */
  public SandboxLimits withMemory(long bytes) {
    return new SandboxLimits(wall, cpu, bytes, processes, outputBytes, fileBytes, diskBytes);
  }
}
