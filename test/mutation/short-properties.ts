import fc from 'fast-check';

// A property is asked again for every change to the code: after this long it has said enough, and its first counterexample is enough.
// Neither is a failure by itself.
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  interruptAfterTimeLimit: 300,
  markInterruptAsFailure: false,
  endOnFailure: true,
});
