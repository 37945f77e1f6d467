package dev.nightshift.training.spark;

import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/** GPUs as Spark hands them out: one to each worker of a training. */
public final class Gpus {

  private static final String GPU = "gpu";
  private static final String EXECUTORS_HAVE = "spark.executor.resource.gpu.amount";

  private Gpus() {}

  /**
   * What a worker asks of the cluster: one whole GPU where the executors have some and the training
   * may use one, and otherwise what every task asks.
   *
   * @param context the application
   * @param device name of the device of the training
   */
  public static ResourceProfile profile(SparkContext context, String device) {
    ResourceProfile usual = context.resourceProfileManager().defaultResourceProfile();
    if (device.equals("cpu")
        || context.isLocal()
        || context.getConf().getInt(EXECUTORS_HAVE, 0) == 0) {
      return usual;
    }
    TaskResourceRequests worker =
        new TaskResourceRequests()
            .cpus(context.getConf().getInt("spark.task.cpus", 1))
            .resource(GPU, 1);
    ResourceProfile profile = new ResourceProfileBuilder().require(worker).build();
    context.resourceProfileManager().addResourceProfile(profile);
    return profile;
  }

  /** The index of the GPU that a task was given. */
  public static OptionalInt of(TaskContext context) {
    ResourceInformation gpu = context.resourcesJMap().get(GPU);
    return gpu == null || gpu.addresses().length == 0 || !gpu.addresses()[0].matches("[0-9]{1,4}")
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(gpu.addresses()[0]));
  }
}
