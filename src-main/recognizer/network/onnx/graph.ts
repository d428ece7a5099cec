import protobuf from 'protobufjs/light.js';

/** The messages of onnx.proto3 that a network of ours needs, with their field numbers. */
const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });
const root = protobuf.Root.fromJSON({
  options: { syntax: 'proto3' },
  nested: {
    Model: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        docString: field('string', 6),
        graph: field('Graph', 7),
        opsetImport: repeated('OperatorSet', 8),
        metadataProps: repeated('Entry', 14),
      },
    },
    Entry: { fields: { key: field('string', 1), value: field('string', 2) } },
    OperatorSet: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    Graph: {
      fields: {
        node: repeated('Node', 1),
        name: field('string', 2),
        initializer: repeated('Tensor', 5),
        input: repeated('ValueInfo', 11),
        output: repeated('ValueInfo', 12),
      },
    },
    Node: {
      fields: {
        input: repeated('string', 1),
        output: repeated('string', 2),
        name: field('string', 3),
        opType: field('string', 4),
        attribute: repeated('Attribute', 5),
        domain: field('string', 7),
      },
    },
    Attribute: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        s: field('bytes', 4),
        ints: repeated('int64', 8),
        type: field('int32', 20),
      },
    },
    Tensor: {
      fields: {
        dims: repeated('int64', 1),
        dataType: field('int32', 2),
        name: field('string', 8),
        rawData: field('bytes', 9),
      },
    },
    ValueInfo: { fields: { name: field('string', 1), type: field('Type', 2) } },
    Type: { fields: { tensorType: field('TensorType', 1) } },
    TensorType: { fields: { elemType: field('int32', 1), shape: field('Shape', 2) } },
    Shape: { fields: { dim: repeated('Dimension', 1) } },
    Dimension: {
      oneofs: { value: { oneof: ['dimValue', 'dimParam'] } },
      fields: { dimValue: field('int64', 1), dimParam: field('string', 2) },
    },
  },
});

const elementTypes = { float32: 1, int8: 3, int32: 6, int64: 7 } as const;
type ElementType = keyof typeof elementTypes;
const attributeTypes = { float: 1, integer: 2, text: 3, integers: 7 } as const;

type AttributeValue = number | string | readonly number[] | { readonly float: number };

/** Opset 21 has GELU and is understood by ONNX Runtime since 1.19. */
const opset = 21;
const irVersion = 10;
/** Operators that ONNX Runtime has and the standard has not. */
const runtimeDomain = { domain: 'com.microsoft', version: 1 };

/** What a file says of itself to whoever opens it. */
export interface OnnxNotes {
  readonly docString?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Collects nodes and constants of a graph and writes the file. Names of values are made here. */
export class OnnxGraph {
  private readonly nodes: object[] = [];
  private readonly initializers: object[] = [];
  private readonly inputs: object[] = [];
  private readonly outputs: object[] = [];
  private readonly constants = new Map<string, string>();
  private readonly domains = [{ domain: '', version: opset }];
  private next = 0;

  /** @param shape numbers, or names of dimensions that may vary */
  input(name: string, type: ElementType, shape: readonly (number | string)[]): string {
    this.inputs.push(valueInfo(name, type, shape));
    return name;
  }

  output(
    value: string,
    name: string,
    type: ElementType,
    shape: readonly (number | string)[],
  ): void {
    this.nodes.push({ opType: 'Identity', name, input: [value], output: [name] });
    this.outputs.push(valueInfo(name, type, shape));
  }

  /** @returns name of the node's first output; an empty input name leaves an optional input out */
  node(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    const name = `${opType}_${this.next++}`;
    const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
    this.nodes.push({ opType, name, input, output: [name], attribute });
    return name;
  }

  /** As `node`, of an operator that only ONNX Runtime has. */
  runtimeNode(...[opType, input, attributes]: Parameters<OnnxGraph['node']>): string {
    if (!this.domains.includes(runtimeDomain)) this.domains.push(runtimeDomain);
    const name = this.node(opType, input, attributes);
    Object.assign(this.nodes.at(-1)!, { domain: runtimeDomain.domain });
    return name;
  }

  weights(name: string, shape: readonly number[], values: Float32Array | Int8Array): string {
    const type = values instanceof Int8Array ? 'int8' : 'float32';
    this.initializers.push(tensor(name, type, shape, values));
    return name;
  }

  /** A small constant; the same one is stored once. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const name = `integers_${shape.join('x')}_${values.join('_')}`;
    return this.constant(name, () =>
      tensor(name, 'int64', shape, BigInt64Array.from(values, BigInt)),
    );
  }

  scalar(value: number): string {
    const name = `scalar_${value}`;
    return this.constant(name, () => tensor(name, 'float32', [], Float32Array.of(value)));
  }

  private constant(name: string, create: () => object): string {
    if (!this.constants.has(name)) {
      this.constants.set(name, name);
      this.initializers.push(create());
    }
    return name;
  }

  write(producerName: string, { docString, metadata = {} }: OnnxNotes = {}): Uint8Array {
    const graph = {
      name: 'network',
      node: this.nodes,
      initializer: this.initializers,
      input: this.inputs,
      output: this.outputs,
    };
    const model = root.lookupType('Model');
    const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
    return model
      .encode(
        model.fromObject({
          irVersion,
          producerName,
          ...(docString !== undefined && { docString }),
          graph,
          opsetImport: this.domains,
          metadataProps,
        }),
      )
      .finish();
  }
}

function tensor(
  name: string,
  type: ElementType,
  dims: readonly number[],
  values: Float32Array | Int8Array | BigInt64Array,
): object {
  // raw_data is little-endian, as every machine that Node runs on here.
  const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, dataType: elementTypes[type], dims, rawData };
}

function valueInfo(name: string, type: ElementType, shape: readonly (number | string)[]): object {
  const dim = shape.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}

function attributeOf(name: string, value: AttributeValue): object {
  if (typeof value === 'number') return { name, i: value, type: attributeTypes.integer };
  if (typeof value === 'string') {
    return { name, s: new TextEncoder().encode(value), type: attributeTypes.text };
  }
  if ('float' in value) return { name, f: value.float, type: attributeTypes.float };
  return { name, ints: value, type: attributeTypes.integers };
}
