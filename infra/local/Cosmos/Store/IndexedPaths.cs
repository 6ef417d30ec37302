using System.Text;
using System.Text.Json;

namespace Local.Cosmos.Store;

/// <summary>
/// Included and excluded paths as a tree that an item is walked along. The most specific path wins: a longer one over a
/// shorter, <c>/a/?</c> (the scalar at a) over <c>/a/*</c> (a and everything below).
/// </summary>
internal sealed class IndexedPaths
{
    private readonly Node root = new([]);

    public bool CoversRoot => root.Subtree is not null;

    public void Add(string path, bool included)
    {
        var steps = PropertyPath.Parse(path);
        var node = root;
        foreach (var step in steps[..^1])
        {
            node = step.IsElements ? node.Elements ??= new Node([])
                : step.IsProperty ? node.ChildOrNew(step.Name)
                : throw RequestRefusedException.BadRequest($"The indexing path '{path}' has {step.Name} before its end.");
        }

        var last = steps[^1];
        if (last.IsScalar ? node.Scalar == !included : node.Subtree == !included && last.IsSubtree)
        {
            throw RequestRefusedException.BadRequest($"The indexing path '{path}' is both included and excluded.");
        }

        if (last.IsScalar)
        {
            node.Scalar = included;
        }
        else if (last.IsSubtree)
        {
            node.Subtree = included;
        }
        else
        {
            throw RequestRefusedException.BadRequest($"The indexing path '{path}' must end in /? or /*.");
        }
    }

    /// <summary>Whether scalars found at the path are indexed; <c>[]</c> is the step into an array's elements.</summary>
    public bool Covers(IReadOnlyList<string> steps)
    {
        var node = root;
        var included = root.Subtree!.Value;
        foreach (var step in steps)
        {
            node = step == "[]" ? node?.Elements : node?.Child(step);
            included = node?.Subtree ?? included;
        }

        return node?.Scalar ?? included;
    }

    public int Count(JsonElement item)
    {
        var count = 0;
        foreach (var property in item.EnumerateObject())
        {
            if (property.NameEquals("id"u8))
            {
                count++;
            }
            else if (!SystemProperties.Is(property))
            {
                count += Count(property.Value, root.Child(property), root.Subtree!.Value);
            }
        }

        return count;
    }

    private static int Count(JsonElement value, Node? node, bool included)
    {
        included = node?.Subtree ?? included;
        if (node is null && !included)
        {
            return 0;
        }

        var count = 0;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    count += Count(property.Value, node?.Child(property), included);
                }

                return count;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    count += Count(element, node?.Elements, included);
                }

                return count;
            default:
                return node?.Scalar ?? included ? 1 : 0;
        }
    }

    private sealed class Node(byte[] name)
    {
        private readonly byte[] name = name;
        private readonly List<Node> children = [];

        public Node? Elements { get; set; }

        public bool? Scalar { get; set; }

        public bool? Subtree { get; set; }

        public Node? Child(JsonProperty property)
        {
            foreach (var child in children)
            {
                if (property.NameEquals(child.name))
                {
                    return child;
                }
            }

            return null;
        }

        public Node? Child(string text)
        {
            var wanted = Encoding.UTF8.GetBytes(text);
            return children.Find(existing => existing.name.AsSpan().SequenceEqual(wanted));
        }

        public Node ChildOrNew(string text)
        {
            var child = Child(text);
            if (child is null)
            {
                children.Add(child = new Node(Encoding.UTF8.GetBytes(text)));
            }

            return child;
        }
    }
}
