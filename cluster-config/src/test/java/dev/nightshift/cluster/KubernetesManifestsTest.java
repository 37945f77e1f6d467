package dev.nightshift.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.pipelines.spec.PipelineSpec;
import dev.nightshift.pipelines.spec.SpecParser;
import dev.nightshift.pipelines.spec.StepSpec;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobRegistry;
import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The manifests parse, and what one of them names is there under that name. */
class KubernetesManifestsTest {

  private static final Path FOLDER = Profiles.ROOT.resolve("kubernetes");
  private static final List<String> RESOURCES =
      List.of("namespace.yaml", "rbac.yaml", "storage.yaml", "scheduler.yaml");

  private static List<Object> objects;
  private static Map<String, String> settings;

  @BeforeAll
  static void read() throws IOException {
    objects = new ArrayList<>();
    for (String name : RESOURCES) {
      objects.addAll(parse(name));
    }
    settings = Profiles.settings("kubernetes");
  }

  private static List<Object> parse(String name) throws IOException {
    Load load = new Load(LoadSettings.builder().setLabel(name).build());
    return StreamSupport.stream(
            load.loadAllFromString(Files.readString(FOLDER.resolve(name))).spliterator(), false)
        .toList();
  }

  /** What stands at a path of keys and list positions. */
  private static Object at(Object node, Object... path) {
    Object here = node;
    for (Object step : path) {
      assertThat(here).as("before %s", step).isNotNull();
      here = step instanceof Integer i ? ((List<?>) here).get(i) : ((Map<?, ?>) here).get(step);
    }
    return here;
  }

  private static Object find(String kind, String name) {
    return objects.stream()
        .filter(o -> kind.equals(at(o, "kind")) && name.equals(at(o, "metadata", "name")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
  }

  @Test
  void theKustomizationNamesEveryFile() throws IOException {
    Object kustomization = parse("kustomization.yaml").get(0);
    assertThat(at(kustomization, "resources")).isEqualTo(RESOURCES);
    for (Object file : (List<?>) at(kustomization, "configMapGenerator", 0, "files")) {
      assertThat(FOLDER.resolve((String) file)).exists();
    }
  }

  @Test
  void everythingLivesInOneNamespace() throws IOException {
    String namespace = settings.get("spark.kubernetes.namespace");
    find("Namespace", namespace);
    assertThat(at(parse("kustomization.yaml").get(0), "namespace")).isEqualTo(namespace);
    assertThat(objects)
        .filteredOn(o -> !"Namespace".equals(at(o, "kind")))
        .allMatch(o -> namespace.equals(at(o, "metadata", "namespace")));
  }

  @Test
  void theDriversAccountIsBoundToWhatItNeeds() {
    String account = settings.get("spark.kubernetes.authenticate.driver.serviceAccountName");
    find("ServiceAccount", account);
    Object binding = find("RoleBinding", account);
    assertThat(at(binding, "subjects", 0, "name")).isEqualTo(account);
    Object role = find("Role", (String) at(binding, "roleRef", "name"));
    assertThat((List<?>) at(role, "rules", 0, "resources"))
        .asString()
        .contains("pods", "configmaps", "services", "persistentvolumeclaims");
    assertThat((List<?>) at(role, "rules", 0, "verbs"))
        .asString()
        .contains("create", "watch", "delete");
    assertThat(at(pod(), "serviceAccountName")).isEqualTo(account);
  }

  private static Object pod() {
    return at(find("Deployment", "nightshift-scheduler"), "spec", "template", "spec");
  }

  @Test
  void executorsFindTheDriver() {
    String[] host = settings.get("spark.driver.host").split("\\.");
    Object service = find("Service", host[0]);
    assertThat(host[1]).isEqualTo(settings.get("spark.kubernetes.namespace"));
    assertThat(at(service, "spec", "clusterIP")).isEqualTo("None");
    assertThat(at(service, "spec", "ports", 0, "port"))
        .hasToString(settings.get("spark.driver.port"));
    assertThat(at(service, "spec", "ports", 1, "port"))
        .hasToString(settings.get("spark.driver.blockManager.port"));
    assertThat(at(service, "spec", "selector"))
        .isEqualTo(
            at(
                find("Deployment", "nightshift-scheduler"),
                "spec",
                "template",
                "metadata",
                "labels"));
  }

  @Test
  void volumesAreClaimedMountedAndUsed() {
    for (String side : List.of("driver", "executor")) {
      String volume = "spark.kubernetes." + side + ".volumes.persistentVolumeClaim.lake.";
      find("PersistentVolumeClaim", settings.get(volume + "options.claimName"));
      assertThat(settings.get(volume + "mount.path")).isEqualTo("/lake");
    }
    Object container = at(pod(), "containers", 0);
    List<String> declared = names(at(pod(), "volumes"));
    assertThat(names(at(container, "volumeMounts"))).isEqualTo(declared);
    assertThat(at(pod(), "volumes", 0, "persistentVolumeClaim", "claimName"))
        .isEqualTo("nightshift-lake");
    assertThat((List<?>) at(container, "command")).asString().contains("--lake, /lake");
  }

  private static List<String> names(Object list) {
    return ((List<?>) list).stream().map(o -> (String) at(o, "name")).toList();
  }

  @Test
  void theSchedulerReadsFilesThatAreMounted() throws IOException {
    List<?> command = (List<?>) at(pod(), "containers", 0, "command");
    List<?> files =
        (List<?>) at(parse("kustomization.yaml").get(0), "configMapGenerator", 0, "files");
    assertThat(command)
        .filteredOn(word -> word.toString().startsWith("/etc/nightshift/"))
        .isNotEmpty()
        .allMatch(word -> files.contains(word.toString().substring("/etc/nightshift/".length())));
    assertThat(settings.get("spark.kubernetes.executor.podTemplateFile"))
        .isEqualTo("/etc/nightshift/executor-pod-template.yaml");
    assertThat(at(pod(), "volumes", 1, "configMap", "name"))
        .isEqualTo(at(parse("kustomization.yaml").get(0), "configMapGenerator", 0, "name"));
    assertThat(at(pod(), "containers", 0, "image"))
        .isEqualTo(settings.get("spark.kubernetes.container.image"));
    Class<?> main = loaded((String) command.get(command.indexOf("--class") + 1));
    assertThat(main).hasDeclaredMethods("main");
  }

  private static Class<?> loaded(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theExecutorsTemplateHasTheContainerThatSparkFillsIn() throws IOException {
    Object template = parse("executor-pod-template.yaml").get(0);
    assertThat(at(template, "kind")).isEqualTo("Pod");
    assertThat(at(template, "spec", "containers", 0, "name"))
        .isEqualTo(settings.get("spark.kubernetes.executor.podTemplateContainerName"));
    assertThat(names(at(template, "spec", "containers", 0, "volumeMounts")))
        .isEqualTo(names(at(template, "spec", "volumes")));
  }

  @Test
  void theNightsPipelineNamesJobsAndOptionsThatExist() {
    Faults faults = new Faults();
    PipelineSpec night = SpecParser.parse(FOLDER.resolve("night.yaml"), faults);
    assertThat(faults.list()).isEmpty();
    for (StepSpec step : night.steps()) {
      Job job = JobRegistry.load().find(step.job().text(), "night.yaml");
      assertThat(job.options().stream().map(JobOption::name)).containsAll(step.with().keySet());
    }
  }
}
