import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.FieldVisitor;
import org.apache.xbean.asm9.Handle;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;
import scala.Function1;

/**
 * Prints the settings that the jars on the class path read, one a line: `spark`, `s3a` or `iceberg`.
 *
 * Spark declares its settings, so Spark itself is asked. Hadoop and Iceberg only read theirs, so their byte code
 * is: a key is a string constant, and its kind is the method that it is handed to.
 */
public final class ReadConf {
  private static final String SPARK_KEY = "spark\\.[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]";
  private static final String[] PROBES = {"true", "1", "0.5", "2", "100", "1024", "65536", "1h", "100d", "1kb", "64mb", "100gb"};
  /** Where one key has several readers, the kind that takes most. */
  private static final List<String> WIDENING = List.of("string", "boolean", "int", "long", "double", "bytes", "time");
  private static final Map<String, String> KIND_OF_READER = Map.ofEntries(
      Map.entry("getBoolean", "boolean"), Map.entry("propertyAsBoolean", "boolean"), Map.entry("propertyAsNullableBoolean", "boolean"),
      Map.entry("getInt", "int"), Map.entry("intOption", "int"), Map.entry("propertyAsInt", "int"), Map.entry("propertyAsNullableInt", "int"),
      Map.entry("getLong", "long"), Map.entry("longOption", "long"), Map.entry("propertyAsLong", "long"), Map.entry("propertyAsNullableLong", "long"),
      Map.entry("getFloat", "double"), Map.entry("getDouble", "double"), Map.entry("propertyAsDouble", "double"),
      Map.entry("getLongBytes", "bytes"), Map.entry("longBytesOption", "bytes"), Map.entry("getMultipartSizeProperty", "bytes"),
      Map.entry("getTimeDuration", "time"), Map.entry("getDuration", "time"));

  public static void main(String[] args) throws Exception {
    Map<String, String> keys =
        switch (args[0]) {
          case "spark" -> spark();
          case "s3a" -> read("hadoop-aws-", name -> true, "fs\\.s3a\\.[a-z0-9.-]*[a-z0-9]");
          case "iceberg" -> {
            Map<String, String> found = read("iceberg-spark-runtime-", name -> name.matches(
                "org/apache/iceberg/(Catalog(Properties|Util)|aws/[\\w/]*Properties|rest/(RESTSessionCatalog|HTTPClient|auth/\\w*Properties)"
                    + "|jdbc/Jdbc(Catalog|Util)|hadoop/Hadoop(Catalog|FileIO)|spark/(Spark(Session)?Catalog|BaseCatalog))"),
                "[a-z0-9]+([.-][a-z0-9]+)+|type|uri|warehouse|token|credential|scope|audience|resource|clients");
            found.keySet().removeIf(key -> key.startsWith("spark."));
            found.putAll(read("iceberg-spark-runtime-", name -> name.startsWith("org/apache/iceberg/"), "spark\\.(sql\\.iceberg|wap)\\.[a-z.-]+"));
            yield found;
          }
          default -> throw new IllegalArgumentException("unknown part " + args[0]);
        };
    System.out.println(keys.entrySet().stream().map(item -> "  " + quote(item.getKey()) + ": " + quote(item.getValue()))
        .collect(Collectors.joining(",\n", "{\n", "\n}")));
  }

  /** Every registered entry; then the keys that Spark's code only mentions, and those that it replaced or removed. */
  private static Map<String, String> spark() throws Exception {
    TreeMap<String, String> keys = new TreeMap<>();
    List<String> declaring = new ArrayList<>();
    classes("spark-", name -> true, (name, reader) -> {
      boolean[] declares = {false};
      visit(reader, (constant, method) -> {
        if (constant != null && constant.matches(SPARK_KEY)) keys.put(constant, "string");
        declares[0] |= method != null && method.startsWith("org/apache/spark/internal/config/ConfigBuilder.");
      });
      if (declares[0] && name.endsWith("$")) declaring.add(name);
    });
    for (String name : declaring) Class.forName(name.replace('/', '.'));

    Object conf = module("org.apache.spark.SparkConf$");
    Object sql = module("org.apache.spark.sql.internal.SQLConf$");
    for (String key : scalaMap(conf, "deprecatedConfigs").keySet()) keys.putIfAbsent(key, "string");
    scalaMap(conf, "allAlternatives").forEach((key, pair) -> keys.put(key, "alias=" + ((scala.Tuple2<?, ?>) pair)._1()));
    for (var removed : scalaMap(sql, "removedSQLConfigs").entrySet()) {
      keys.put(removed.getKey(), "removed=" + field(removed.getValue(), "defaultValue"));
    }
    @SuppressWarnings("unchecked")
    var known = (Map<String, ConfigEntry<?>>) field(module("org.apache.spark.internal.config.ConfigEntry$"), "knownConfigs");
    known.values().forEach(entry -> keys.put(entry.key(), describe(entry)));
    for (ConfigEntry<?> entry : known.values()) {
      for (Object other : items(entry.alternatives())) keys.put((String) other, "alias=" + entry.key());
    }
    return keys;
  }

  /** Finds the kind of an entry by giving it values: what it takes, and what becomes of them, is its kind. */
  private static String describe(ConfigEntry<?> entry) {
    Function1<String, ?> convert = entry.valueConverter();
    String initial = Objects.requireNonNullElse(entry.defaultValueString(), "<undefined>");
    Object found = Stream.concat(Stream.of(initial), Stream.of(PROBES)).map(probe -> apply(convert, probe)).filter(Objects::nonNull).findFirst().orElse("");
    String kind;
    if (found instanceof Boolean) kind = "boolean";
    else if (found instanceof Double) kind = "double";
    else if (found instanceof Number) {
      String plain = found instanceof Integer ? "int" : "long";
      kind = takes(convert, "1h", "100d") ? "time" : takes(convert, "1kb", "1024kb", "64mb", "100gb") ? "bytes" : plain;
    }
    else {
      Matcher options = Pattern.compile("should be one of '?(.*?)'?(, but was.*|\\.? ?SQLSTATE.*|\\.)?$", Pattern.DOTALL).matcher(rejection(convert));
      if (!options.find()) kind = "string";
      else {
        List<String> values = Stream.of(options.group(1).split(", ")).sorted().toList();
        String first = values.get(0);
        boolean anyCase = takes(convert, first.equals(first.toLowerCase()) ? first.toUpperCase() : first.toLowerCase());
        kind = (anyCase ? "enum/i(" : "enum(") + String.join("|", values) + ")";
      }
    }
    return initial.startsWith("<value of ") || initial.startsWith("file:") || initial.equals("<undefined>") ? kind : kind + "=" + initial;
  }

  private static boolean takes(Function1<String, ?> convert, String... values) {
    return Stream.of(values).anyMatch(value -> apply(convert, value) != null);
  }

  private static Object apply(Function1<String, ?> convert, String value) {
    try {
      Object result = convert.apply(value);
      return result instanceof scala.Option<?> option ? option.get() : result;
    } catch (RuntimeException | Error refused) {
      return null;
    }
  }

  private static String rejection(Function1<String, ?> convert) {
    try {
      convert.apply("no such value");
      return "";
    } catch (RuntimeException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  /** Keys of a client that declares nothing: a constant that looks like one, and the reader that is called next. */
  private static Map<String, String> read(String jar, Predicate<String> wanted, String key) throws Exception {
    TreeMap<String, String> keys = new TreeMap<>();
    classes(jar, wanted, (name, reader) -> {
      String[] last = {null};
      visit(reader, (constant, method) -> {
        if (constant != null) {
          if (constant.matches(key)) keys.putIfAbsent(last[0] = constant, "string");
        } else if (last[0] != null) {
          String kind = KIND_OF_READER.get(method.substring(method.lastIndexOf('.') + 1));
          if (kind != null) keys.merge(last[0], kind, (a, b) -> WIDENING.indexOf(a) > WIDENING.indexOf(b) ? a : b);
          last[0] = null;
        }
      });
    });
    return keys;
  }

  private interface Classes {
    void accept(String name, ClassReader reader) throws Exception;
  }

  private static void classes(String jar, Predicate<String> wanted, Classes each) throws Exception {
    for (String path : System.getProperty("java.class.path").split(":")) {
      if (!Path.of(path).getFileName().toString().startsWith(jar)) continue;
      try (JarFile file = new JarFile(path)) {
        for (var item : file.stream().filter(entry -> entry.getName().endsWith(".class")).toList()) {
          String name = item.getName().substring(0, item.getName().length() - ".class".length());
          if (wanted.test(name)) each.accept(name, new ClassReader(file.getInputStream(item)));
        }
      }
    }
  }

  /** Tells each string constant and each called method, in the order of the code. */
  private static void visit(ClassReader reader, BiConsumer<String, String> found) {
    reader.accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public FieldVisitor visitField(int access, String name, String type, String signature, Object value) {
        if (value instanceof String text) found.accept(text, null);
        return null;
      }

      @Override
      public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
        return new MethodVisitor(Opcodes.ASM9) {
          @Override
          public void visitLdcInsn(Object value) {
            if (value instanceof String text) found.accept(text, null);
          }

          @Override
          public void visitInvokeDynamicInsn(String called, String descriptor, Handle bootstrap, Object... arguments) {
            for (Object value : arguments) if (value instanceof String text) found.accept(text, null);
          }

          @Override
          public void visitMethodInsn(int opcode, String owner, String called, String descriptor, boolean isInterface) {
            found.accept(null, owner + "." + called);
          }
        };
      }
    }, ClassReader.SKIP_DEBUG);
  }

  private static Object module(String name) throws Exception {
    return Class.forName(name).getField("MODULE$").get(null);
  }

  private static Object field(Object owner, String name) throws Exception {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }

  private static Map<String, Object> scalaMap(Object owner, String name) throws Exception {
    TreeMap<String, Object> result = new TreeMap<>();
    for (Object item : items(field(owner, name))) result.put((String) ((scala.Tuple2<?, ?>) item)._1(), ((scala.Tuple2<?, ?>) item)._2());
    return result;
  }

  private static List<Object> items(Object collection) {
    List<Object> result = new ArrayList<>();
    var items = ((scala.collection.Iterable<?>) collection).iterator();
    while (items.hasNext()) result.add(items.next());
    return result;
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + '"';
  }
}
