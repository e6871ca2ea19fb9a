package dossier.command.policy;

import java.io.StringReader;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import dossier.command.identity.Region;
import dossier.command.policy.Member.Kind;
import dossier.command.policy.Policy.RequiredMaterial;
import dossier.command.policy.RegionFile.Parent;
import dossier.command.policy.RegionFile.Value;
import dossier.command.policy.RegionFile.Version;
import dossier.events.Category;
import dossier.events.MaterialType;

/** Reads one region's file and finds everything that is wrong with it, with its line and field. */
final class RegionReader {

    private static final int MAX_TEXT = 500;

    private final DataFile file;
    private final Findings findings;

    private RegionReader(DataFile file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    /** Empty only where something was found. */
    static Optional<RegionFile> read(DataFile file, Findings findings) {
        var reader = new RegionReader(file, findings);
        try {
            var root = new Yaml(new LoaderOptions()).compose(new StringReader(file.text()));
            if (root == null) {
                findings.add(file.place(), "", "is empty");
                return Optional.empty();
            }
            return reader.region(root);
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            findings.add(mark == null ? file.place() : reader.place(mark.getLine() + 1), "",
                    "is no YAML: " + String.valueOf(e.getProblem()).lines().findFirst().orElse(""));
        } catch (YAMLException e) {
            findings.add(file.place(), "", "is no YAML: " + String.valueOf(e.getMessage()).lines().findFirst()
                    .orElse(""));
        }
        return Optional.empty();
    }

    private Optional<RegionFile> region(Node root) {
        var members = new Members(root, "");
        var region = members.take("region").flatMap(this::code);
        var name = members.take("name").flatMap(this::name);
        var parent = members.optional("parent").flatMap(node -> text(node, "parent")
                .map(code -> new Parent(code, line(node))));
        var versions = members.take("versions").map(node -> versions(node, region.orElse(file.key())));
        members.rejectOthers();
        return region.isPresent() && name.isPresent() && versions.isPresent()
                ? Optional.of(new RegionFile(file.place(), region.get(), name.get(), parent.orElse(null),
                        versions.get()))
                : Optional.empty();
    }

    private Optional<String> code(Node node) {
        return text(node, "region").flatMap(code -> {
            if (!code.equals(Regions.NATIONAL) && !Region.isValid(code)) {
                return reject(node, "region", "must be a GB/T 2260 code of six digits, not " + code);
            }
            return file.key().equals(code)
                    ? Optional.of(code)
                    : reject(node, "region", "must be as the file's name, " + file.key() + ", not " + code);
        });
    }

    private Optional<RegionName> name(Node node) {
        var members = new Members(node, "name");
        var zh = members.take("zh").flatMap(text -> text(text, "name.zh"));
        var en = members.take("en").flatMap(text -> text(text, "name.en"));
        members.rejectOthers();
        return zh.isPresent() && en.isPresent()
                ? Optional.of(new RegionName(zh.get(), en.get()))
                : Optional.empty();
    }

    private List<Version> versions(Node node, String region) {
        var versions = new ArrayList<Version>();
        eachOf(node, "versions", (item, path) -> version(item, path, region).ifPresent(version -> {
            if (versions.stream().anyMatch(other -> other.id().equals(version.id()))) {
                reject(item, path + ".effectiveFrom", version.effectiveFrom() + " is there twice");
            }
            versions.add(version);
        }));
        return versions;
    }

    private Optional<Version> version(Node node, String path, String region) {
        var members = new Members(node, path);
        var from = members.take("effectiveFrom").flatMap(date -> date(date, path + ".effectiveFrom"));
        var basis = members.take("legalBasis");
        var legalBasis = basis.flatMap(text -> text(text, path + ".legalBasis"));
        var values = new EnumMap<Member, Value>(Member.class);
        values(members, "", values);
        return from.isPresent() && legalBasis.isPresent()
                ? Optional.of(new Version(region + "@" + from.get(), line(node), from.get(), legalBasis.get(),
                        line(basis.orElse(node)), values))
                : Optional.empty();
    }

    /** @param prefix of the members' paths, for example {@code rates.} */
    private void values(Members members, String prefix, Map<Member, Value> values) {
        for (var name : members.names()) {
            var path = prefix + name;
            var member = Member.at(path);
            if (member.isPresent()) {
                members.take(name).ifPresent(node -> content(member.get(), node, members.path(name))
                        .ifPresent(content -> values.put(member.get(), new Value(content, line(node)))));
            } else if (Member.isGroup(path)) {
                members.take(name).ifPresent(
                        node -> values(new Members(node, members.path(name)), path + ".", values));
            }
        }
        members.rejectOthers();
    }

    private Optional<?> content(Member member, Node node, String path) {
        return switch (member.kind()) {
            case Kind.Money(var least, var most) -> decimal(node, path, least, most, 2, 2,
                    "an amount in quotes like \"20.00\", from " + least + " to " + most);
            case Kind.Rate(var most) -> decimal(node, path, "0", most, 2, 4,
                    "a rate in quotes like \"0.08\", from 0 to " + most);
            case Kind.Whole(var least, var most) -> whole(node, path, least, most);
            case Kind.Materials() -> Optional.of(materials(node, path));
        };
    }

    private Optional<String> decimal(Node node, String path, String least, String most, int leastScale, int mostScale,
            String expected) {
        var number = scalar(node, Tag.STR)
                .flatMap(text -> Member.decimal(text, least, most, leastScale, mostScale));
        return number.or(() -> reject(node, path, "must be " + expected));
    }

    private Optional<Integer> whole(Node node, String path, int least, int most) {
        return scalar(node, Tag.INT).filter(text -> text.matches("0|[1-9]\\d{0,8}")).map(Integer::valueOf)
                .filter(number -> number >= least && number <= most)
                .or(() -> reject(node, path, "must be a whole number from " + least + " to " + most));
    }

    private List<RequiredMaterial> materials(Node node, String path) {
        var materials = new ArrayList<RequiredMaterial>();
        eachOf(node, path, (item, at) -> material(item, at).ifPresent(material -> {
            if (materials.stream().anyMatch(other -> other.type() == material.type())) {
                reject(item, at + ".type", material.type() + " is there twice");
            }
            materials.add(material);
        }));
        return materials;
    }

    private Optional<RequiredMaterial> material(Node node, String path) {
        var members = new Members(node, path);
        var type = members.take("type").flatMap(item -> constant(item, path + ".type", MaterialType.class));
        var categories = new ArrayList<Category>();
        members.take("requiredFor").ifPresent(list -> eachOf(list, path + ".requiredFor",
                (item, at) -> constant(item, at, Category.class).ifPresent(category -> {
                    if (categories.contains(category)) {
                        reject(item, at, category + " is there twice");
                    }
                    categories.add(category);
                })));
        var legalBasis = members.take("legalBasis").flatMap(text -> text(text, path + ".legalBasis"));
        members.rejectOthers();
        return type.isPresent() && legalBasis.isPresent()
                ? Optional.of(new RequiredMaterial(type.get(), Set.copyOf(categories), legalBasis.get()))
                : Optional.empty();
    }

    private <E extends Enum<E>> Optional<E> constant(Node node, String path, Class<E> type) {
        var constants = type.getEnumConstants();
        return scalar(node, Tag.STR)
                .flatMap(text -> Arrays.stream(constants).filter(value -> value.name().equals(text)).findFirst())
                .or(() -> reject(node, path, "must be one of " + Arrays.toString(constants)));
    }

    private Optional<LocalDate> date(Node node, String path) {
        if (node instanceof ScalarNode scalar && scalar.getValue().matches("\\d{4}-\\d\\d-\\d\\d")) {
            try {
                return Optional.of(LocalDate.parse(scalar.getValue()));
            } catch (DateTimeException e) {
                // as for any other text that is no date
            }
        }
        return reject(node, path, "must be a date like 2026-01-01");
    }

    private Optional<String> text(Node node, String path) {
        return scalar(node, Tag.STR)
                .filter(text -> !text.isBlank() && text.length() <= MAX_TEXT
                        && text.chars().noneMatch(Character::isISOControl))
                .or(() -> reject(node, path, "must be a text of one line, in quotes if it is digits"));
    }

    private void eachOf(Node node, String path, BiConsumer<Node, String> action) {
        if (!(node instanceof SequenceNode list) || list.getValue().isEmpty()) {
            reject(node, path, "must be a list with something in it");
            return;
        }
        for (int i = 0; i < list.getValue().size(); i++) {
            action.accept(list.getValue().get(i), path + "[" + i + "]");
        }
    }

    private static Optional<String> scalar(Node node, Tag tag) {
        return node instanceof ScalarNode scalar && node.getTag().equals(tag)
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    private <T> Optional<T> reject(Node node, String path, String message) {
        findings.add(place(line(node)), path, message);
        return Optional.empty();
    }

    private String place(int line) {
        return file.place() + ":" + line;
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** The members of a mapping, each to be taken once; what nobody takes is unknown. */
    private final class Members {

        private final Node node;
        private final String path;
        private final Map<String, Node> left = new LinkedHashMap<>();

        Members(Node node, String path) {
            this.node = node;
            this.path = path;
            if (!(node instanceof MappingNode mapping)) {
                RegionReader.this.reject(node, path, "must have members");
                return;
            }
            for (var entry : mapping.getValue()) {
                var name = entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
                if (left.putIfAbsent(name, entry.getValueNode()) != null) {
                    RegionReader.this.reject(entry.getKeyNode(), path(name), "is there twice");
                }
            }
        }

        List<String> names() {
            return List.copyOf(left.keySet());
        }

        String path(String name) {
            return path.isEmpty() ? name : path + "." + name;
        }

        Optional<Node> optional(String name) {
            return Optional.ofNullable(left.remove(name));
        }

        Optional<Node> take(String name) {
            return optional(name).or(() -> node instanceof MappingNode
                    ? RegionReader.this.reject(node, path(name), "is missing")
                    : Optional.empty());
        }

        void rejectOthers() {
            left.forEach((name, value) -> RegionReader.this.reject(value, path(name), "is not a known member"));
        }
    }
}
